# Get-Alias, Set-Alias, New-Alias and Remove-Alias.

Describe 'Set-Alias and New-Alias' {
    It 'name a command' {
        Set-Alias test-one Get-Item
        (Get-Alias test-one).Definition | Should -Be 'Get-Item'
        (test-one $TestDrive).Name | Should -Be (Get-Item $TestDrive).Name
        Set-Alias test-one Get-ChildItem
        (Get-Alias test-one).Definition | Should -Be 'Get-ChildItem'
    }

    It 'hand on the alias with all that it has' {
        $alias = New-Alias test-two Get-Item -Description 'why' -Option AllScope -PassThru
        $alias | Should -BeOfType System.Management.Automation.AliasInfo
        $alias.Description | Should -Be 'why'
        $alias.Options | Should -Be 'AllScope'
        Set-Alias test-three Get-Item | Should -BeNullOrEmpty
    }

    It 'make no second alias of one name, unless by force' {
        New-Alias test-four Get-Item
        { New-Alias test-four Get-ChildItem -ErrorAction Stop } | Should -Throw -ErrorId 'AliasAlreadyExists,Microsoft.PowerShell.Commands.NewAliasCommand'
        (Get-Alias test-four).Definition | Should -Be 'Get-Item'
        New-Alias test-four Get-ChildItem -Force
        (Get-Alias test-four).Definition | Should -Be 'Get-ChildItem'
    }

    It 'change a read-only alias only by force' {
        Set-Alias test-five Get-Item -Option ReadOnly
        # Not in a block of its own, which would be a scope of its own with room for another alias.
        Set-Alias test-five Get-ChildItem -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'AliasNotWritable,*'
        (Get-Alias test-five).Definition | Should -Be 'Get-Item'
        Set-Alias test-five Get-ChildItem -Force
        (Get-Alias test-five).Definition | Should -Be 'Get-ChildItem'
    }

    It 'hold in the scope of the caller, or in another' {
        function Set-Both {
            Set-Alias test-local Get-Item
            Set-Alias test-outer Get-Item -Scope 1
            (Get-Alias test-local -Scope 0).Name
        }
        Set-Both | Should -Be 'test-local'
        Get-Alias test-local -ErrorAction Ignore | Should -BeNullOrEmpty
        (Get-Alias test-outer).Definition | Should -Be 'Get-Item'
    }

    It 'take names and commands from the pipeline' {
        [pscustomobject] @{ Name = 'test-six'; Value = 'Get-Item' } | Set-Alias
        (Get-Alias test-six).Definition | Should -Be 'Get-Item'
    }
}

Describe 'Get-Alias' {
    BeforeEach {
        Set-Alias test-b Test-Definition
        Set-Alias test-a Test-Definition
    }

    It 'finds by pattern, in order' {
        (Get-Alias test-?).Name | Should -Be 'test-a', 'test-b'
        (Get-Alias test-? -Exclude *b).Name | Should -Be 'test-a'
        Get-Alias no-such-* | Should -BeNullOrEmpty
        'test-a', 'test-b' | Get-Alias | Should -HaveCount 2
    }

    It 'finds by command' {
        (Get-Alias -Definition Test-Def*).Name | Should -Be 'test-a', 'test-b'
        (Get-Alias -Definition Get-ChildItem).Name | Should -Contain 'gci'
    }

    It 'says what it does not find' {
        { Get-Alias no-such -ErrorAction Stop } | Should -Throw '*name ''no-such''*' -ErrorId 'ItemNotFoundException,Microsoft.PowerShell.Commands.GetAliasCommand'
        { Get-Alias -Definition no-such -ErrorAction Stop } | Should -Throw '*definition ''no-such''*'
    }
}

Describe 'Remove-Alias' {
    It 'removes aliases' {
        Set-Alias test-x Get-Item
        Set-Alias test-y Get-Item
        Remove-Alias test-x, test-y
        Get-Alias test-? -ErrorAction Ignore | Should -BeNullOrEmpty
        { Remove-Alias test-x -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFoundException,Microsoft.PowerShell.Commands.RemoveAliasCommand'
    }

    It 'removes read-only ones by force' {
        Set-Alias test-z Get-Item -Option ReadOnly
        { Remove-Alias test-z } | Should -Throw -ErrorId 'AliasNotRemovable,*'
        Remove-Alias test-z -Force
        Get-Alias test-z -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
