# The assertions that the stand-in and Pester share: this file passes in both.

BeforeAll {
    # The message with which an assertion fails; fails itself when the assertion holds.
    function Get-Failure([scriptblock] $Assertion) {
        try { & $Assertion } catch { return $_.Exception.Message }
        throw "passed, but should fail: $Assertion"
    }
}

Describe 'Should' {
    It 'compares values without regard to case' {
        'abc' | Should -Be 'ABC'
        'abc' | Should -Not -BeExactly 'ABC'
        'abc' | Should -BeExactly 'abc'
        1 | Should -Be '1'
        1.5 | Should -Be 1.5
        $null | Should -Be $null
        1 | Should -Not -Be 2
        1 | Should -Not -Be $null
        Should -ActualValue 3 -Be 3
    }

    It 'compares arrays element by element' {
        1, 2 | Should -Be 1, 2
        1, 2 | Should -Not -Be 1, 3
        1, 2 | Should -Not -Be 1, 2, 3
        @() | Should -Be @()
        'a', 'B' | Should -Be 'A', 'b'
        'a', 'B' | Should -Not -BeExactly 'A', 'b'
        , (1, 2) | Should -Be (, (1, 2))
    }

    It 'counts what the pipeline brings' {
        @() | Should -HaveCount 0
        , 1 | Should -HaveCount 1
        1, 2, 3 | Should -HaveCount 3
        1, 2, 3 | Should -Not -HaveCount 2
    }

    It 'tells nothing from something' {
        $null | Should -BeNullOrEmpty
        @() | Should -BeNullOrEmpty
        '' | Should -BeNullOrEmpty
        @{} | Should -BeNullOrEmpty
        0 | Should -Not -BeNullOrEmpty
        @{ a = 1 } | Should -Not -BeNullOrEmpty
        1, 2 | Should -Not -BeNullOrEmpty
    }

    It 'knows true and false' {
        1 | Should -BeTrue
        $null | Should -BeFalse
        0 | Should -Not -BeTrue
        'x' | Should -Not -BeFalse
    }

    It 'orders' {
        2 | Should -BeGreaterThan 1
        2 | Should -BeGreaterOrEqual 2
        1 | Should -BeLessThan 2
        1 | Should -BeLessOrEqual 1
        1 | Should -Not -BeGreaterThan 1
        1 | Should -Not -BeLessThan 1
        1, 2, 3 | Should -BeGreaterThan 0
    }

    It 'looks into collections' {
        2 | Should -BeIn 1, 2
        3 | Should -Not -BeIn 1, 2
        1, 2 | Should -Contain 2
        1, 2 | Should -Not -Contain 3
    }

    It 'matches patterns' {
        'layer1.conv' | Should -BeLike 'LAYER?.*'
        'layer1.conv' | Should -Not -BeLikeExactly 'LAYER?.*'
        'layer1.conv' | Should -Match '^LAYER\d'
        'layer1.conv' | Should -Not -MatchExactly '^LAYER\d'
        'a1', 'a2' | Should -Match '^a'
    }

    It 'knows types, by type and by name' {
        1 | Should -BeOfType [int]
        1 | Should -BeOfType int
        1 | Should -BeOfType ([int])
        1 | Should -BeOfType System.ValueType
        1 | Should -Not -BeOfType [string]
        'x' | Should -HaveType [string]
    }

    It 'knows parameters of commands' {
        Get-Command Where-Object | Should -HaveParameter FilterScript -Type scriptblock -Mandatory
        Get-Command Where-Object | Should -Not -HaveParameter Nothing
    }

    It 'catches what a block throws' {
        { throw 'the tensor is too long' } | Should -Throw
        { throw 'the tensor is too long' } | Should -Throw '*tensor*'
        { throw 'the tensor is too long' } | Should -Throw -ExpectedMessage '*too long' -ExceptionType ([System.Management.Automation.RuntimeException])
        { Get-Command no-such-command -ErrorAction Stop } | Should -Throw -ErrorId 'CommandNotFoundException,*'
        { 1 } | Should -Not -Throw
        ({ throw 'kept' } | Should -Throw -PassThru).Exception.Message | Should -Be 'kept'
    }

    It 'runs the block of -Throw in a scope of its own' {
        $outer = 1
        { $outer = 2; throw 'x' } | Should -Throw
        $outer | Should -Be 1
    }
}

Describe 'A failing assertion' {
    It 'says what was expected and what came' {
        Get-Failure { 1 | Should -Be 2 } | Should -Be 'Expected 2, but got 1.'
        Get-Failure { 1 | Should -Be 2 -Because 'two is asked for' } | Should -Be 'Expected 2, because two is asked for, but got 1.'
        Get-Failure { 1 | Should -Not -Be 1 } | Should -Be 'Expected 1 to be different from the actual value, but got the same value.'
        Get-Failure { 1 | Should -BeGreaterThan 2 } | Should -Be 'Expected the actual value to be greater than 2, but got 1.'
        Get-Failure { 1 | Should -BeIn 2, 3 } | Should -Be 'Expected collection @(2, 3) to contain 1, but it was not found.'
        Get-Failure { 1, 2 | Should -Contain 3 } | Should -Be 'Expected 3 to be found in collection @(1, 2), but it was not found.'
        Get-Failure { 1, 2 | Should -HaveCount 3 } | Should -Be 'Expected a collection with size 3, but got collection with size 2 @(1, 2).'
        Get-Failure { 'x' | Should -BeLike 'y*' } | Should -Be 'Expected like wildcard ''y*'' to match ''x'', but it did not match.'
        Get-Failure { 'x' | Should -Not -Match 'x' } | Should -Be 'Expected regular expression ''x'' to not match ''x'', but it did match.'
        Get-Failure { 'x' | Should -BeNullOrEmpty } | Should -Be 'Expected $null or empty, but got ''x''.'
        Get-Failure { $null | Should -Not -BeNullOrEmpty } | Should -Be 'Expected a value, but got $null or empty.'
        Get-Failure { 0 | Should -BeTrue } | Should -Be 'Expected $true, but got 0.'
        Get-Failure { 'a' | Should -BeOfType [int] } | Should -Be 'Expected the value to have type [int] or any of its subtypes, but got ''a'' with type [string].'
        Get-Failure { '/nowhere/at/all' | Should -Exist } | Should -Be 'Expected path ''/nowhere/at/all'' to exist, but it did not exist.'
    }

    It 'shows where strings differ' {
        $message = Get-Failure { 'abc' | Should -Be 'abd' }
        $message | Should -BeLike '*String lengths are both 3.*differ at index 2.*'
        $message | Should -BeLike "*Expected: 'abd'*But was:  'abc'*--^"
    }

    It 'fails for the first of several values' {
        Get-Failure { 'a1', 'b2' | Should -Match '^a' } | Should -BeLike '*to match ''b2''*'
    }

    It 'says what was thrown instead' {
        Get-Failure { { 1 } | Should -Throw } | Should -Be 'Expected an exception to be thrown, but no exception was thrown.'
        Get-Failure { { throw 'one' } | Should -Throw '*two*' } | Should -BeLike "*message like '[*]two[*]' to be thrown, but the message was 'one'*"
        Get-Failure { { throw 'one' } | Should -Not -Throw } | Should -BeLike '*no exception to be thrown, but an exception "one" was thrown*'
        Get-Failure { 1 | Should -Throw } | Should -BeLike '*must be enclosed in curly braces*'
    }

    It 'insists on a real type and a sensible count' {
        # Pester 6.2 looks for a PSTypeName of that name.
        Get-Failure { 1 | Should -BeOfType [no.such.type] } | Should -Match 'Could not find type|type or PSTypeName \[no.such.type\]'
        Get-Failure { 1 | Should -HaveCount -1 } | Should -BeLike '*greater than or equal to 0*'
    }
}
