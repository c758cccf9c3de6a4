Describe 'New-Object' {
    It 'makes an object' {
        New-Object System.Text.StringBuilder | Should -BeOfType System.Text.StringBuilder
    }

    It 'hands arguments to the constructor, converted as it needs them' {
        (New-Object System.Text.StringBuilder 'abc', '40').Capacity | Should -Be 40
        (New-Object Version -ArgumentList 1, 2).ToString() | Should -Be '1.2'
        (New-Object 'System.Collections.Generic.List[int]' (, [int[]](1, 2))).Count | Should -Be 2
    }

    It 'makes structures that declare no constructor' {
        New-Object int | Should -Be 0
        (New-Object DateTime).Ticks | Should -Be 0
    }

    It 'makes arrays' {
        (New-Object 'int[]' 3).Length | Should -Be 3
    }

    It 'sets properties and calls methods' {
        $result = New-Object System.Text.StringBuilder -Property @{ Capacity = 50; Append = 'x' }
        $result.Capacity | Should -Be 50
        $result.ToString() | Should -Be 'x'
    }

    It 'makes an object of its own properties, in their order' {
        $result = New-Object psobject -Property ([ordered]@{ B = 1; A = 2 })
        $result.psobject.Properties.Name | Should -Be 'B', 'A'
        $result.A | Should -Be 2
    }

    It 'names the type of such an object' {
        (New-Object psobject -Property @{ PSTypeName = 'My.Type'; A = 1 }).pstypenames[0] | Should -Be 'My.Type'
    }

    It 'fails where <Name>' -ForEach @(
        @{ Name = 'there is no such type'; Type = 'No.Such.Type'; Options = @{}; Id = 'TypeNotFound' }
        @{ Name = 'no constructor is plain'; Type = 'System.Uri'; Options = @{}; Id = 'CannotFindAppropriateCtor' }
        @{ Name = 'the type is abstract'; Type = 'System.IO.Stream'; Options = @{}; Id = 'CannotFindAppropriateCtor' }
        @{ Name = 'the constructor throws'; Type = 'System.Uri'; Options = @{ ArgumentList = 'http://[bad' }; Id = 'ConstructorInvokedThrowException' }
        @{ Name = 'no constructor takes the arguments'; Type = 'System.Net.Sockets.TcpClient'; Options = @{ ArgumentList = 1, 2, 3, 4 }; Id = 'ConstructorInvokedThrowException' }
        @{ Name = 'there is no such property'; Type = 'System.Text.StringBuilder'; Options = @{ Property = @{ Nope = 1 } }; Id = 'InvalidOperationException' }
        @{ Name = 'the value does not fit'; Type = 'System.Text.StringBuilder'; Options = @{ Property = @{ Length = 'q' } }; Id = 'SetValueException' }
        @{ Name = 'the property is read-only'; Type = 'System.Text.StringBuilder'; Options = @{ Property = @{ MaxCapacity = 4 } }; Id = 'SetValueException' }
        @{ Name = 'the type lives on the stack alone'; Type = 'System.Span[int]'; Options = @{}; Id = 'CannotInstantiateBoxedByRefLikeType' }
    ) {
        { New-Object $Type @Options } | Should -Throw -ErrorId "$Id,Microsoft.PowerShell.Commands.NewObjectCommand"
    }

    It 'says which type it did not find' {
        { New-Object No.Such.Type } | Should -Throw 'Cannot find type `[No.Such.Type`]: verify that the assembly containing this type is loaded.'
    }
}
