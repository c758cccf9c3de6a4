Describe 'Add-Member' {
    BeforeEach {
        $object = [pscustomobject]@{ A = 1 }
    }

    It 'adds a note property by name and value' {
        $object | Add-Member B 2
        $object.B | Should -Be 2
        $object | Add-Member -NotePropertyName C -NotePropertyValue $null
        $object.psobject.Properties.Name | Should -Be 'A', 'B', 'C'
    }

    It 'takes a number for a name' {
        $object | Add-Member 5 6
        $object.'5' | Should -Be 6
    }

    It 'adds note properties from a table' {
        $object | Add-Member ([ordered]@{ C = 3; B = 2 })
        $object.psobject.Properties.Name | Should -Be 'A', 'C', 'B'
        $object | Add-Member -NotePropertyMembers @{ D = 4 }
        $object.D | Should -Be 4
    }

    It 'adds a note property by its kind' {
        $object | Add-Member NoteProperty B 2
        Add-Member -InputObject $object -MemberType NoteProperty -Name C -Value 3
        $object.B, $object.C | Should -Be 2, 3
    }

    It 'adds a property with a getter and a setter' {
        $object | Add-Member ScriptProperty Next { $this.A + 1 } { $this.A = $args[0] - 1 }
        $object.Next | Should -Be 2
        $object.Next = 10
        $object.A | Should -Be 9
    }

    It 'adds a property with a setter alone' {
        $object | Add-Member ScriptProperty Next $null { $this.A = $args[0] - 1 }
        $object.Next = 10
        $object.A | Should -Be 9
    }

    It 'adds a method' {
        $object | Add-Member ScriptMethod Plus { $this.A + $args[0] }
        $object.Plus(4) | Should -Be 5
    }

    It 'adds another name for a property' {
        $object | Add-Member AliasProperty Other A
        $object.Other | Should -Be 1
        $object | Add-Member AliasProperty Text A string
        $object.Text | Should -BeOfType string
    }

    It 'adds a set of properties' {
        $object | Add-Member PropertySet Both @('A', 'B')
        $object.psobject.Members['Both'].ReferencedPropertyNames | Should -Be 'A', 'B'
    }

    It 'adds a set of members' {
        $object | Add-Member MemberSet Group
        ($object | Get-Member Group).MemberType | Should -Be 'MemberSet'
    }

    It 'adds a method of .NET' {
        $object | Add-Member CodeMethod Shown ([psobject].Assembly.GetType('Microsoft.PowerShell.ToStringCodeMethods').GetMethod('Type'))
        $object.psobject.Members['Shown'].MemberType | Should -Be 'CodeMethod'
    }

    It 'puts a type name before the others' {
        $object | Add-Member -TypeName My.Type
        $object.pstypenames[0] | Should -Be 'My.Type'
        ($object | Add-Member B 2 -TypeName int -PassThru).pstypenames[0] | Should -Be 'System.Int32'
    }

    It 'hands the object on when asked' {
        $object | Add-Member B 2 | Should -BeNullOrEmpty
        ($object | Add-Member C 3 -PassThru).C | Should -Be 3
        ('text' | Add-Member Note 4 -PassThru).Note | Should -Be 4
    }

    It 'does not replace a member unless told so' {
        { $object | Add-Member A 9 -ErrorAction Stop } | Should -Throw -ErrorId 'MemberAlreadyExists,Microsoft.PowerShell.Commands.AddMemberCommand'
        $object.A | Should -Be 1
        $object | Add-Member A 9 -Force
        $object.A | Should -Be 9
    }

    It 'does not replace a member that the type''s data gives' {
        { Get-Item $TestDrive | Add-Member NoteProperty BaseName x -Force -ErrorAction Stop } |
            Should -Throw -ErrorId 'CannotRemoveTypeDataMember,Microsoft.PowerShell.Commands.AddMemberCommand'
    }

    It 'fails where <Name>' -ForEach @(
        @{ Name = 'there are two kinds'; Options = @{ MemberType = 'NoteProperty', 'ScriptMethod'; Name = 'x'; Value = 1 }; Id = 'WrongMemberCount' }
        @{ Name = 'the kind cannot be added'; Options = @{ MemberType = 'Method'; Name = 'x'; Value = 1 }; Id = 'CannotAddMemberType' }
        @{ Name = 'a method has no body'; Options = @{ MemberType = 'ScriptMethod'; Name = 'x'; Value = $null }; Id = 'Value1ShouldNotBeNull' }
        @{ Name = 'a property has neither getter nor setter'; Options = @{ MemberType = 'ScriptProperty'; Name = 'x'; Value = $null }; Id = 'Value1AndValue2AreNotBothNull' }
        @{ Name = 'a note has a second value'; Options = @{ MemberType = 'NoteProperty'; Name = 'x'; Value = 1; SecondValue = 2 }; Id = 'Value2ShouldNotBeSpecified' }
        @{ Name = 'an alias converts to nothing'; Options = @{ MemberType = 'AliasProperty'; Name = 'x'; Value = 'A'; SecondValue = $null }; Id = 'Value2ShouldNotBeNull' }
        @{ Name = 'the type name is blank'; Options = @{ TypeName = ' ' }; Id = 'TypeNameShouldNotBeEmpty' }
    ) {
        { $object | Add-Member @Options } | Should -Throw -ErrorId "$Id,Microsoft.PowerShell.Commands.AddMemberCommand"
    }
}
